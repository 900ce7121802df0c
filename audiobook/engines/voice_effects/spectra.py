"""Cuts a wave into short spectra and puts it together again; envelopes of spectra."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Spectra are smoothed over this range, which is wider than the distance of any voice's harmonics.
SMOOTHING_HZ = 350.0


def split_spectra(wave: NDArray[np.float32], half: int) -> NDArray[np.complexfloating]:
    """The spectra of windows of twice `half` samples, which overlap by half; `join_spectra` takes them back."""
    count = -(-len(wave) // half) + 1
    padded = np.pad(wave, (half, (count + 1) * half - half - len(wave)))
    return np.fft.rfft(np.lib.stride_tricks.sliding_window_view(padded, 2 * half)[::half] * _window(half))


def join_spectra(spectra: NDArray[np.complexfloating], half: int, length: int) -> NDArray[np.float32]:
    """The wave of that length with the spectra of `split_spectra`, which may have been changed."""
    frames = np.fft.irfft(spectra) * _window(half)
    output = np.zeros((len(frames) + 1, half), np.float32)
    output[:-1] += frames[:, :half]
    output[1:] += frames[:, half:]
    return output.reshape(-1)[half : half + length]


def _window(half: int) -> NDArray[np.float32]:
    return np.sin(np.pi * (np.arange(2 * half) + 0.5) / (2 * half)).astype(np.float32)


def spectral_envelope(spectra: NDArray[np.complexfloating], spacing: float) -> NDArray[np.floating]:
    """The natural logarithm of the magnitudes, averaged over SMOOTHING_HZ so that harmonics disappear.

    `spacing` is the distance of two values of a spectrum, in Hz.
    """
    logs = np.log(np.abs(spectra) + 1e-6)
    reach = max(1, int(SMOOTHING_HZ / spacing / 2))
    sums = np.cumsum(np.pad(logs, ((0, 0), (reach + 1, reach)), mode="edge"), axis=1)
    return np.asarray((sums[:, 2 * reach + 1 :] - sums[:, : -2 * reach - 1]) / (2 * reach + 1))


def warp_envelope(envelope: NDArray[np.floating], origin: NDArray[np.floating], spacing: float) -> NDArray[np.floating]:
    """The envelope with, at each frequency, the value that it had at `origin` Hz."""
    last = envelope.shape[1] - 1
    position = np.minimum(origin / spacing, last)
    below = np.minimum(position.astype(int), last - 1)
    share = (position - below).astype(np.float32)
    return np.asarray(envelope[:, below] * (1 - share) + envelope[:, below + 1] * share)


def draw_noise(shape: tuple[int, ...], random: np.random.Generator) -> NDArray[np.complexfloating]:
    """Complex Gaussian noise; both parts have a standard deviation of 1."""
    return np.asarray(random.standard_normal((*shape, 2), np.float32).view(np.complex64)[..., 0])
