#include "CPhoneNumber.h"

#include <cstdio>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

extern "C" enum enlace_phone_fault enlace_phone_parse(const char *text, const char *region, char *e164, int e164_size, char *international, int international_size) {
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    switch (util.Parse(text, region, &number)) {
        case PhoneNumberUtil::NO_PARSING_ERROR: break;
        case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR: return ENLACE_PHONE_NO_SUCH_COUNTRY;
        case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
        case PhoneNumberUtil::TOO_SHORT_NSN: return ENLACE_PHONE_TOO_SHORT;
        case PhoneNumberUtil::TOO_LONG_NSN: return ENLACE_PHONE_TOO_LONG;
        default: return ENLACE_PHONE_NOT_A_NUMBER;
    }
    if (!util.IsValidNumber(number)) {
        switch (util.IsPossibleNumberWithReason(number)) {
            case PhoneNumberUtil::TOO_SHORT: return ENLACE_PHONE_TOO_SHORT;
            case PhoneNumberUtil::TOO_LONG: return ENLACE_PHONE_TOO_LONG;
            case PhoneNumberUtil::INVALID_COUNTRY_CODE: return ENLACE_PHONE_NO_SUCH_COUNTRY;
            default: return ENLACE_PHONE_NOT_IN_USE;
        }
    }
    std::string plain, shown;
    util.Format(number, PhoneNumberUtil::E164, &plain);
    if (number.has_extension()) plain += ";ext=" + number.extension();
    util.Format(number, PhoneNumberUtil::INTERNATIONAL, &shown);
    std::snprintf(e164, static_cast<size_t>(e164_size), "%s", plain.c_str());
    std::snprintf(international, static_cast<size_t>(international_size), "%s", shown.c_str());
    return ENLACE_PHONE_OK;
}
