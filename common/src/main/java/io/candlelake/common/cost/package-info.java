/** What trading costs: fees, slippage, borrowing; each a model that is asked about one fill. */
package io.candlelake.common.cost;
