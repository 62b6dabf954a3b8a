/** Collectors: each writes what one exchange streams to the spool and closes gaps in its trades. */
package io.candlelake.exchanges.collector;
