/**
 * Settings of whatever can be configured: keys, and things of a kind that have keys of their own.
 */
package io.candlelake.common.setting;
