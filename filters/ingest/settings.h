/* --set: what the command line puts into every record. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>

#include "common/diag.h"
#include "filters/ingest/ingest.h"

/* Reads MEMBER=TEXT or MEMBER:=JSON into a setting. MEMBER is a member of the record or
 * `_source.NAME`. False with a problem if it is neither, is what a later filter says, or
 * the value is no JSON or none that the member may have. */
bool setting_read(const char *text, struct setting *setting, struct problem *problem);
void setting_free(struct setting *setting);

/* Sets a member of the item, instead of what the document said of it. */
void setting_apply(struct item *item, const struct setting *setting);

#endif
