/**
 * A local exchange that speaks the wire protocols of real ones. It stands alone: whoever talks to
 * it, talks HTTP and WebSocket.
 */
package io.candlelake.simulator;
