"""The Data tab: a batch, a data set of one's own, transforms."""
