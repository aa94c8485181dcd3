// SPDX-License-Identifier: GPL-2.0-only
/* Tables for people, with libsmartcols. */
#include <libsmartcols.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "mprctl.h"

static struct libscols_table *new_table(bool headings)
{
	struct libscols_table *table = scols_new_table();

	if (!table)
		abort();
	scols_table_enable_noencoding(table, 1);	/* show_text() has done that */
	scols_table_enable_noheadings(table, !headings);
	scols_table_enable_nowrap(table, 1);
	scols_table_enable_colors(table, use_colours());
	scols_table_set_column_separator(table, "  ");
	return table;
}

struct libscols_table *table_new(const struct column *columns)
{
	struct libscols_table *table = new_table(true);

	for (; columns->name; columns++)
		scols_table_new_column(table, columns->name, 0,
				       columns->align == COL_RIGHT ? SCOLS_FL_RIGHT : 0);
	return table;
}

void table_row(struct libscols_table *table, const char *const *cells, unsigned int n,
	       unsigned int coloured, const char *colour)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);

	if (!line)
		abort();
	for (unsigned int i = 0; i < n; i++)
		scols_line_set_data(line, i, cells[i]);
	if (colour)
		scols_cell_set_color(scols_line_get_cell(line, coloured), colour);
}

void table_print(struct libscols_table *table)
{
	scols_print_table(table);
	scols_unref_table(table);
}

struct libscols_table *list_new(void)
{
	struct libscols_table *list = new_table(false);

	scols_table_new_column(list, "", 0, 0);
	scols_table_new_column(list, "", 0, 0);
	return list;
}

void list_row(struct libscols_table *list, const char *name, const char *fmt, ...)
{
	struct libscols_line *line;
	char *text;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		abort();
	va_end(args);
	line = scols_table_new_line(list, NULL);
	if (!line)
		abort();
	scols_line_set_data(line, 0, name);
	scols_line_refer_data(line, 1, text);
}
