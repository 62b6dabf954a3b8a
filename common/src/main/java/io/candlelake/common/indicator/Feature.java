package io.candlelake.common.indicator;

/**
 * One place of a feature vector.
 *
 * @param position from 0
 * @param name {@code rsi_14}
 */
public record Feature(int position, String name, Computation computation) {}
