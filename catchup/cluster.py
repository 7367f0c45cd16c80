"""Workers on this machine or on many: the one module that knows Dask."""
