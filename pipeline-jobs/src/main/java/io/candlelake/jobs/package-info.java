/** The pipeline's stages, one package each, and the program that runs them. */
package io.candlelake.jobs;
