"""The tables: input events as they were read, what the worker says, and what the store itself keeps."""
