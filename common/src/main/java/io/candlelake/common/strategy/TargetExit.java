package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** A gain at which the position is left, counted from the entry's reference price. */
@Registered(name = "target", meaning = "leave at a fixed gain")
public record TargetExit(
    @Setting(value = "8", min = 1e-6, meaning = "gain from the entry price") double distance,
    @Setting(value = "volatilities", meaning = "what distance counts") DistanceUnit unit)
    implements PositionExit {}
