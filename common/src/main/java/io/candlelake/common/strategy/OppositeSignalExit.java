package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;

/** An entry signal of the other side ends the position. */
@Registered(name = "opposite-signal", meaning = "leave when the other side is entered")
public record OppositeSignalExit() implements PositionExit {}
