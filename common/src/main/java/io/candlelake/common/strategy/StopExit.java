package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** A loss at which the position is left, counted from the entry's reference price. */
@Registered(name = "stop", meaning = "leave at a fixed loss")
public record StopExit(
    @Setting(value = "4", min = 1e-6, meaning = "loss from the entry price") double distance,
    @Setting(value = "volatilities", meaning = "what distance counts") DistanceUnit unit)
    implements PositionExit {}
