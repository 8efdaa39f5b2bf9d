import pytest
import torch

from fmnist.data.subset import stratified


@pytest.mark.parametrize("size", [100, 101, 105, 3000, 6000, 60_000])
def test_every_class_keeps_its_share(mini_data, size):
    labels = mini_data[0].targets
    chosen = stratified(labels, size, seed=1)
    assert len(chosen) == len(set(chosen.tolist())) == min(size, 6000)
    assert chosen.tolist() == sorted(chosen.tolist())
    counts = torch.bincount(labels[chosen], minlength=10)
    assert counts.max() - counts.min() <= 1


def test_of_unequal_classes_too():
    labels = torch.tensor([0] * 700 + [3] * 200 + [9] * 100)
    counts = torch.bincount(labels[stratified(labels, 100, seed=0)], minlength=10)
    assert counts.tolist() == pytest.approx([70, 0, 0, 20, 0, 0, 0, 0, 0, 10], abs=1)


def test_a_seed_draws_the_same_and_a_smaller_part_lies_in_a_larger_one(mini_data):
    labels = mini_data[0].targets
    few, more, other = stratified(labels, 100, 5), stratified(labels, 200, 5), stratified(labels, 100, 6)
    assert torch.equal(few, stratified(labels, 100, 5))
    assert not torch.equal(few, other)
    assert set(few.tolist()) < set(more.tolist())
