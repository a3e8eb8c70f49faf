// SPDX-License-Identifier: MIT
#include "json.h"
#include <stdio.h>

/* Whether a value stands right before: then a comma precedes the next key or value. */
static bool after_value;

static void separate(void)
{
	if (after_value)
		putchar(',');
	after_value = false;
}

static void begin(char bracket)
{
	separate();
	putchar(bracket);
}

static void end(char bracket)
{
	putchar(bracket);
	after_value = true;
}

/* RFC 8259 wants quotes, backslashes and control characters escaped; other characters stand as they are. */
static void put_quoted(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		unsigned char byte = *text;
		if (byte < 0x20) {
			printf("\\u%04x", byte);
			continue;
		}
		if (byte == '"' || byte == '\\')
			putchar('\\');
		putchar(byte);
	}
	putchar('"');
}

void json_begin_object(void)
{
	begin('{');
}

void json_end_object(void)
{
	end('}');
}

void json_begin_array(void)
{
	begin('[');
}

void json_end_array(void)
{
	end(']');
}

void json_key(const char *key)
{
	separate();
	put_quoted(key);
	putchar(':');
}

void json_string(const char *text)
{
	separate();
	put_quoted(text);
	after_value = true;
}

void json_number(__u64 number)
{
	separate();
	printf("%llu", number);
	after_value = true;
}

void json_bool(bool value)
{
	separate();
	fputs(value ? "true" : "false", stdout);
	after_value = true;
}

void json_string_field(const char *key, const char *text)
{
	json_key(key);
	json_string(text);
}

void json_number_field(const char *key, __u64 number)
{
	json_key(key);
	json_number(number);
}

void json_bool_field(const char *key, bool value)
{
	json_key(key);
	json_bool(value);
}

void json_end_line(void)
{
	putchar('\n');
	after_value = false;
}
