/** The way into a lake from notebooks and other programs: {@link io.candlelake.Candlelake}. */
package io.candlelake;
