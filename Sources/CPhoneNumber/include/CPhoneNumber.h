// The few questions that the house asks of Debian's libphonenumber, through a C interface.
#ifndef ENLACE_PHONE_NUMBER_H
#define ENLACE_PHONE_NUMBER_H

#ifdef __cplusplus
extern "C" {
#endif

// What is wrong with a number; the values are part of the interface with Swift.
enum enlace_phone_fault {
    ENLACE_PHONE_OK = 0,
    ENLACE_PHONE_NOT_A_NUMBER = 1,
    ENLACE_PHONE_NO_SUCH_COUNTRY = 2,
    ENLACE_PHONE_TOO_SHORT = 3,
    ENLACE_PHONE_TOO_LONG = 4,
    ENLACE_PHONE_NOT_IN_USE = 5,
};

// Reads a number as typed; `region` is the ISO 3166-1 country that is meant where no country code is written, or "ZZ".
// On success fills both buffers: E.164 (with ";ext=" where there is an extension) and the international form.
enum enlace_phone_fault enlace_phone_parse(const char *text, const char *region, char *e164, int e164_size, char *international, int international_size);

#ifdef __cplusplus
}
#endif
#endif
