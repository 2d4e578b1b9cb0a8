// Prints when robfig/cron fires. Each line of the input is {"cron", "zone", "start", "until"}, times in seconds of
// the Unix epoch; each line of the output is the list of fires after start and up to until, or the engine's error.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"time"

	"github.com/robfig/cron"
)

type question struct {
	Cron  string
	Zone  string
	Start int64
	Until int64
}

type answer struct {
	Fires []int64 `json:"fires"`
	Error string  `json:"error"`
	Ended bool    `json:"ended"`
}

func ask(asked question) answer {
	// As the controllers of Kubernetes and Argo Workflows do it.
	schedule, err := cron.ParseStandard("TZ=" + asked.Zone + " " + asked.Cron)
	if err != nil {
		return answer{Fires: []int64{}, Error: err.Error(), Ended: true}
	}
	found := answer{Fires: []int64{}, Ended: true}
	last := time.Unix(asked.Start, 0)
	for at := schedule.Next(last); !at.IsZero() && at.Unix() <= asked.Until; at = schedule.Next(at) {
		if !at.After(last) {
			return found // it names the same time again, and would for ever
		}
		found.Fires, last = append(found.Fires, at.Unix()), at
	}
	return found
}

func main() {
	in, out := bufio.NewScanner(os.Stdin), json.NewEncoder(os.Stdout)
	for in.Scan() {
		var asked question
		if err := json.Unmarshal(in.Bytes(), &asked); err != nil {
			panic(err)
		}
		done := make(chan answer, 1)
		go func() { done <- ask(asked) }()
		select {
		case found := <-done:
			out.Encode(found)
		case <-time.After(5 * time.Second):
			out.Encode(answer{Fires: []int64{}})
			return // a search that does not end cannot be stopped but with the program
		}
	}
}
