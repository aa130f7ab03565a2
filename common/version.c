#include "common/version.h"

const char watchline_version[] = WATCHLINE_VERSION;
