/** Order books: what people ask of one, as pure functions over primitive arrays. */
package io.candlelake.common.book;
