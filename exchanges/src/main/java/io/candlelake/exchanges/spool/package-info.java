/**
 * The spool: segment files on the local disk, through which a collector hands messages to whoever
 * takes them to the lake. Either side may be killed at any time, and runs without the other.
 */
package io.candlelake.exchanges.spool;
