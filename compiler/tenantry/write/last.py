"""The tree that is to be replaced, and which of its files can be linked into the next one."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from tenantry.write.files import FILE_MODE, Seal, sealed_file

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NONE_HERE: Final = frozenset(
    {errno.EPERM, errno.EACCES, errno.EXDEV, errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}
)
"""What linking fails with where there are no links, or none for us: it is not tried again, as comparing costs."""


class Last:
    """A tree by the descriptor of its folder; None where there is none that can be opened."""

    def __init__(self, root: int | None) -> None:
        self._root = root

    @classmethod
    @contextmanager
    def opened(cls, path: str) -> Iterator[Last]:
        """The tree at `path`: that very one, also when another run replaces it."""
        with ExitStack() as stack:
            try:
                root = stack.enter_context(open_folder(path))
            except OSError:
                root = None
            yield cls(root)

    @contextmanager
    def below(self, path: str) -> Iterator[int | None]:
        """A folder in it, opened name by name; None where it is missing, or a link stands in the way."""
        with ExitStack() as stack:
            folder = self._root
            try:
                for name in filter(None, path.split("/")):
                    folder = None if folder is None else stack.enter_context(open_folder(name, folder))
            except OSError:
                folder = None
            yield folder

    def link(self, name: str, seal: Seal, *, source: int, into: int) -> bool:
        """Links a file of the folder `source` into the folder `into`, if it is what we would write: a file of this user
        with our mode, under this one name, with this content. False where it is not, or there are no links here."""
        if self._root is None:
            return False
        status = _same(name, seal, source)
        if status is None:
            return False
        try:
            os.link(name, name, src_dir_fd=source, dst_dir_fd=into, follow_symlinks=False)
        except OSError as error:
            if error.errno in _NONE_HERE:
                self._root = None
            return False
        if _is_it(os.stat(name, dir_fd=into, follow_symlinks=False), status):
            return True
        os.unlink(name, dir_fd=into)
        return False


@contextmanager
def open_folder(path: str, above: int | None = None) -> Iterator[int]:
    """The descriptor of a folder that is no link. OSError where there is none."""
    descriptor = os.open(path, _FOLDER, dir_fd=above)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _same(name: str, seal: Seal, folder: int) -> os.stat_result | None:
    """The status of a file that is as we would write it; None for any other."""
    try:
        status = sealed_file(folder, name, seal)
    except OSError:
        return None
    if status is None or stat.S_IMODE(status.st_mode) != FILE_MODE:
        return None
    return status if status.st_nlink == 1 and status.st_uid == os.geteuid() else None


def _is_it(linked: os.stat_result, read: os.stat_result) -> bool:
    """Whether what was linked by its name is what was read by its descriptor: not changed since, linked by us alone."""
    same = (linked.st_ino, linked.st_dev, linked.st_mode) == (read.st_ino, read.st_dev, read.st_mode)
    unchanged = (linked.st_size, linked.st_mtime_ns) == (read.st_size, read.st_mtime_ns)
    return same and unchanged and linked.st_nlink == read.st_nlink + 1
