"""The figures that training has to show, line by line: python -m benchmarks.training --photos DIR."""
