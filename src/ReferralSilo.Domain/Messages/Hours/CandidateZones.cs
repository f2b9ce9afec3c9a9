using NodaTime;
using PhoneNumbers;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Messages.Hours;

/// <summary>The time zones in which a recipient may be, from what is known about them (outreach.md 1.6).</summary>
public static class CandidateZones
{
    /// <summary>The zones of the stated zone, of the address and of the numbers together; all zones of the US when
    /// none of them determines one.</summary>
    /// <param name="stated">IANA id that the patient stated; an unknown id counts as not stated.</param>
    /// <param name="country">ISO 3166-1 alpha-2 of the address, upper case.</param>
    /// <param name="state">Two letters, in the US. A state in two zones gives both.</param>
    /// <param name="numbers">E.164. For an email, the numbers of its owner.</param>
    /// <returns>At least one, without duplicates, in the order of their ids.</returns>
    public static IReadOnlyList<DateTimeZone> Of(string? stated, string? country, string? state,
        IEnumerable<string> numbers)
    {
        var known = Zones([.. stated is null ? [] : (string[])[stated], .. PlaceZones.All(country, state),
            .. numbers.SelectMany(OfNumber)]);
        return known.Count > 0 ? known : Zones(PlaceZones.UnitedStates);
    }

    /// <summary>The IANA ids of the zones of a number's area code; empty for numbers without a place: toll-free, mobile
    /// numbers of a country with several zones, unknown ranges.</summary>
    /// <param name="number">E.164.</param>
    public static IEnumerable<string> OfNumber(string number)
    {
        if (Parse(number) is not { } parsed)
            return [];
        var known = PhoneNumberToTimeZonesMapper.GetInstance().GetTimeZonesForGeographicalNumber(parsed);
        // An area code without a place is mapped to all zones of North America.
        if (known.Count > MostZonesOfAnArea)
            return [];
        return parsed.CountryCode == NorthAmerica
            ? known.Concat(AreaCodes.InTwoZones(parsed.NationalNumber / SubscriberNumbers)) : known;
    }

    private const int MostZonesOfAnArea = 12;
    private const int NorthAmerica = 1;
    private const ulong SubscriberNumbers = 10_000_000;

    private static PhoneNumber? Parse(string number)
    {
        try
        {
            return PhoneNumberUtil.GetInstance().Parse(number, null);
        }
        catch (NumberParseException)
        {
            return null; // Not E.164: it says nothing about a place.
        }
    }

    private static List<DateTimeZone> Zones(IReadOnlyList<string> ids) =>
        [.. ids.Select(CivilTime.FindZone).OfType<DateTimeZone>().DistinctBy(z => z.Id)
            .OrderBy(z => z.Id, StringComparer.Ordinal)];
}
