/** What a run did and what it is worth, as one page for people and one JSON for programs. */
package io.candlelake.jobs.report;
