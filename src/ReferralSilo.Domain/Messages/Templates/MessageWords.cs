using System.Globalization;
using NodaTime;
using PhoneNumbers;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages.Templates;

/// <summary>Writes values as people read them, in English or Spanish. Text messages get short forms from the GSM
/// alphabet, because one other letter halves the length of a text.</summary>
/// <param name="language">BCP 47; everything but Spanish is written in English.</param>
/// <param name="channel">Short forms for texts.</param>
public sealed class MessageWords(string language, MessageChannel channel)
{
    private static readonly string[] EnglishDays =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private static readonly string[] EnglishMonths = ["January", "February", "March", "April", "May", "June", "July",
        "August", "September", "October", "November", "December"];

    private static readonly string[] SpanishDays =
        ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];

    private static readonly string[] SpanishMonths = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
        "agosto", "septiembre", "octubre", "noviembre", "diciembre"];

    private readonly bool _isSpanish = IsSpanish(language);

    /// <summary>True for Spanish of any country.</summary>
    public static bool IsSpanish(string language) =>
        language.Equals("es", StringComparison.OrdinalIgnoreCase)
        || language.StartsWith("es-", StringComparison.OrdinalIgnoreCase);

    /// <summary>The civil day in the zone: <c>Wednesday, March 4</c>, in texts <c>Wed, Mar 4</c>.</summary>
    public string Day(Instant at, DateTimeZone zone)
    {
        var date = at.InZone(zone).Date;
        var (days, months) = _isSpanish ? (SpanishDays, SpanishMonths) : (EnglishDays, EnglishMonths);
        var (day, month) = (days[(int)date.DayOfWeek - 1], months[date.Month - 1]);
        if (channel == MessageChannel.Sms)
            // "sáb" is the only short form with a letter outside of the GSM alphabet.
            (day, month) = (day[..3].Replace('á', 'a'), month[..3]);
        var number = date.Day.ToString(CultureInfo.InvariantCulture);
        return (_isSpanish, channel) switch
        {
            (true, MessageChannel.Sms) => $"{day} {number} {month}",
            (true, _) => $"{day} {number} de {month}",
            _ => $"{day}, {month} {number}",
        };
    }

    /// <summary>The civil time of day in the zone, of 12 hours, with the zone's name: <c>2:30 PM MST</c>,
    /// <c>2:30 p. m. MST</c>.</summary>
    public string Time(Instant at, DateTimeZone zone)
    {
        var time = at.InZone(zone).TimeOfDay;
        var half = (time.Hour < 12, _isSpanish, channel) switch
        {
            (true, true, MessageChannel.Sms) => "am",
            (false, true, MessageChannel.Sms) => "pm",
            (true, true, _) => "a. m.",
            (false, true, _) => "p. m.",
            (true, _, _) => "AM",
            (false, _, _) => "PM",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{time.ClockHourOfHalfDay}:{time.Minute:00} {half} {zone.GetZoneInterval(at).Name}");
    }

    /// <summary>The kind of a visit, as part of a sentence.</summary>
    public string Visit(VisitType type) => (type, _isSpanish) switch
    {
        (VisitType.Video, false) => "video visit",
        (VisitType.Video, true) => "visita por video",
        (_, false) => "phone visit",
        (_, true) => "visita por teléfono",
    };

    /// <summary>A number as it is dialled in its country: <c>(303) 555-0100</c>; the same text when it is not
    /// E.164.</summary>
    public static string Phone(string e164)
    {
        var numbers = PhoneNumberUtil.GetInstance();
        try
        {
            var number = numbers.Parse(e164, null);
            return numbers.Format(number,
                number.CountryCode == 1 ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL);
        }
        catch (NumberParseException)
        {
            return e164;
        }
    }
}
