/** Costs of trading, such as fees, slippage and borrowing: models that price one fill each. */
package io.candlelake.common.cost;
