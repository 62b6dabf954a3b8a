package io.candlelake.common.strategy;

import java.io.Serializable;

/** One way in which a position ends before the data do; a strategy has a list of them. */
public interface PositionExit extends Serializable {}
