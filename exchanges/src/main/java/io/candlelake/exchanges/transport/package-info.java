/**
 * How exchanges are called: request limits, retries, classes of failure, reading of JSON replies
 * and the WebSocket. Knows no single exchange.
 */
package io.candlelake.exchanges.transport;
