/** What a strategy is made of, as registered values of the configuration, without Spark. */
package io.candlelake.common.strategy;
