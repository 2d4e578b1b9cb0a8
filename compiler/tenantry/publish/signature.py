"""SSH signatures, made and checked by OpenSSH's own program (`ssh-keygen -Y`, its PROTOCOL.sshsig)."""

from __future__ import annotations

import base64
import binascii
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tenantry.errors import ExternalError

NAMESPACE: Final = "tenantry"
"""What keeps a signature for another purpose, made with the same key, from counting here."""

_FOLDERS: Final = ("/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin", "/run/current-system/sw/bin")
_PATIENCE: Final = 120.0
_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"


def sign(key: Path, content: bytes, *, environment: Mapping[str, str]) -> str:
    """The signature of `content` with a private key, or with one that an agent holds, given its public part; base64
    without its armor. `environment` is the caller's: the agent's socket is in it."""
    done = _run(("sign", "-n", NAMESPACE, "-f", os.path.abspath(key)), content, environment)
    armored = done.stdout.decode("ascii", "replace").split()
    text = " ".join(armored)
    if done.returncode or not (text.startswith(_BEGIN) and text.endswith(_END)):
        raise ExternalError(f"ssh-keygen does not sign with '{key}': {_reason(done)}")
    return "".join(text.removeprefix(_BEGIN).removesuffix(_END).split())


def signer(content: bytes, signature: str, allowed: Path) -> str | None:
    """Who of those in the file `allowed` (see ALLOWED SIGNERS in ssh-keygen's manual) made the signature; None where
    it was none of them, or not of this content."""
    armored = _armored(signature)
    if armored is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "signature")
        Path(file).write_text(armored, encoding="ascii")
        known = ("-f", os.path.abspath(allowed), "-s", file)
        names = _run(("find-principals", *known), b"", {}).stdout.decode("utf-8", "replace")
        for name in names.splitlines():
            if not _run(("verify", *known, "-n", NAMESPACE, "-I", name), content, {}).returncode:
                return name
    return None


def _armored(signature: str) -> str | None:
    try:
        base64.b64decode(signature, validate=True)
    except (ValueError, binascii.Error):
        return None
    lines = re.findall(r".{1,70}", signature)
    return "\n".join([_BEGIN, *lines, _END, ""])


def _run(
    arguments: Sequence[str], content: bytes, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:  # fmt: skip
    program = shutil.which("ssh-keygen", path=os.pathsep.join(_FOLDERS))
    if program is None:
        raise ExternalError("signatures need OpenSSH's ssh-keygen, which is not installed here")
    command = [program, "-Y", *arguments]
    around = {**environment, "LC_ALL": "C"}
    try:
        return subprocess.run(  # noqa: S603 (an absolute path, a list, no shell)
            command, input=content, env=around, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise ExternalError(f"ssh-keygen did not answer for {_PATIENCE:.0f} seconds") from None
    except OSError as error:
        raise ExternalError(f"ssh-keygen cannot be started: {error.strerror}") from None


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    return " ".join(done.stderr.decode("utf-8", "replace").split())[:200] or "it gave no reason"
