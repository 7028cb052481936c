"""A fit's parts add up to its time, each call's time is booked once, and a watched gradient is the same gradient."""

import pytest
import torch

from bridge.bench.fit.profile import PARTS, Clock, profile_table


class Ticks:
    """A clock that moves when it is told to."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at

    def work(self, seconds):
        self.at += seconds


def test_a_call_within_a_call_stops_the_outer_clock():
    now = Ticks()
    clock = Clock(now)
    inner = clock.around("prior", lambda: now.work(3))

    def outer():
        now.work(1)
        inner()
        now.work(1)

    clock.around("losses", outer)()
    now.work(5)
    clock.enter("rest")
    assert clock.seconds == dict.fromkeys(PARTS, 0) | {"prior": 3, "losses": 2, "rest": 5}


def test_a_part_is_left_when_its_work_fails():
    clock = Clock(Ticks())
    with pytest.raises(ZeroDivisionError):
        clock.around("prior", lambda: 1 / 0)()
    assert clock.entered == ["rest"]


def test_a_backward_pass_is_told_apart():
    now = Ticks()

    class Slow(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, forward, backward):
            now.work(forward)
            ctx.backward_seconds = backward
            return 2 * x

        @staticmethod
        def backward(ctx, g):
            now.work(ctx.backward_seconds)
            return 2 * g, None, None

    clock = Clock(now)
    render = clock.around_render(lambda synth, natural: Slow.apply(natural, 1, 10))
    grad = clock.around("losses", torch.autograd.grad)
    x = torch.ones(3, requires_grad=True)
    before = Slow.apply(x, 100, 1000)
    (gradient,) = grad(Slow.apply(render(None, before), 10000, 100000).sum(), x)
    clock.enter("rest")
    assert torch.equal(gradient, torch.full((3,), 8.0))
    assert clock.seconds["synth_forward"] == 1 and clock.seconds["synth_backward"] == 10
    assert clock.seconds["losses"] == 101000 and clock.seconds["rest"] == 10100
    with torch.no_grad():
        render(None, x)
    assert clock.seconds["synth_forward"] == 2


def test_a_table_shows_means():
    half = dict.fromkeys(PARTS, 0.0) | {"prior": 0.5, "rest": 0.5, "seconds": 4.0}
    all_rest = dict.fromkeys(PARTS, 0.0) | {"rest": 1.0, "seconds": 2.0}
    table = profile_table({"fm": [half, all_rest], "impact": [half]})
    cells = dict(
        zip(table.columns[0].cells, zip(table.columns[1].cells, table.columns[2].cells, strict=True), strict=True)
    )
    assert cells["prior"] == ("25.0", "50.0")
    assert cells["rest"] == ("75.0", "50.0")
    assert cells["seconds"] == ("3.0", "4.0")
