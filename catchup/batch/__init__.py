"""Many plans at once: cells of country, scenario and objective, solved wherever there are workers, kept so that none is solved twice."""

from catchup.batch.cells import Batch, Cell, batch_of
from catchup.batch.engine import Workers, run_batch
from catchup.batch.job import BatchJob
from catchup.batch.results import CellResult
from catchup.batch.run import Run, list_runs
from catchup.batch.status import Status

__all__ = ["Batch", "BatchJob", "Cell", "CellResult", "Run", "Status", "Workers", "batch_of", "list_runs", "run_batch"]
