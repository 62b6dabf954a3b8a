package io.candlelake.common.strategy;

import io.candlelake.common.setting.Registered;
import io.candlelake.common.setting.Setting;

/** The longest a position is held; without it, the label's horizon. */
@Registered(
    name = "time",
    meaning = "leave after a number of bars; without it, after the label's horizon")
public record TimeExit(
    @Setting(value = "24", min = 1, max = 1000000, unit = "bars", meaning = "longest holding")
        int bars)
    implements PositionExit {}
