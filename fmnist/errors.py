"""What a user can get wrong, one hierarchy.

    FmnistError
    ├── ConfigError       a hyperparameter or setting out of range
    ├── DataError         a data set that is missing, damaged or malformed
    │   └── RowError      one row of it
    ├── ImageError        a picture that cannot be read or has nothing on it
    ├── CheckpointError   weights that cannot be read or do not fit
    ├── FileError         a file or folder that cannot be written
    ├── TensorError       a tensor operation that cannot be done
    ├── RunError          a training run that is unknown, taken or refused
    └── DivergedError     a loss that became NaN or infinite

The message is one sentence: what was expected, what came, what to do. It is written as an English template and
its fields, so that the page can show the same sentence in the visitor's language (`ui/strings/errors.py`).
"""


class FmnistError(Exception):
    """A user's mistake, told in one sentence.

    **Arguments**

    - `template`: the English sentence, with `{field}` placeholders; a literal, so that a test can find it.
    - `fields`: what fills the placeholders.
    """

    def __init__(self, template: str, **fields: object) -> None:
        super().__init__(template.format(**fields) if fields else template)
        self.template = template
        self.fields = fields


class ConfigError(FmnistError, ValueError):
    """A hyperparameter or setting out of range."""


class DataError(FmnistError):
    """A data set that is missing, damaged or malformed."""


class RowError(DataError):
    """What is wrong with one row of an upload, which is then left out."""


class ImageError(FmnistError):
    """A picture that cannot be read or has nothing on it."""


class CheckpointError(FmnistError):
    """Weights that cannot be read or do not fit the model."""


class FileError(FmnistError):
    """A file or folder that cannot be written, on a full disk for one."""


class TensorError(FmnistError):
    """A tensor operation that cannot be done."""


class RunError(FmnistError):
    """A training run that is unknown, taken or refused."""


class DivergedError(FmnistError):
    """A loss that became NaN or infinite."""
