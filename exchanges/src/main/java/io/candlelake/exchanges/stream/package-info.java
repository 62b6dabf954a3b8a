/**
 * What the streams of all exchanges share: connection and session, the dialect that an exchange
 * implements, and order books kept from differences.
 */
package io.candlelake.exchanges.stream;
