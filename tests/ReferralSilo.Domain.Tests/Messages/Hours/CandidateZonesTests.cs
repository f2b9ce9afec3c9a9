using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Tests.Messages.Hours;

public sealed class CandidateZonesTests
{
    [Theory]
    [InlineData("America/Denver", "US", "CO", "+13035550123", "America/Denver")]
    [InlineData("America/Denver", "US", "NY", "+13105550123",
        "America/Denver America/Los_Angeles America/New_York")]
    [InlineData(null, "US", "TN", null, "America/Chicago America/New_York")]
    [InlineData(null, "US", "AZ", null, "America/Denver America/Phoenix")]
    [InlineData("Mars/Olympus", null, null, "+12125550100", "America/New_York")]
    [InlineData(null, "US", null, "+12125550100", "America/New_York")]
    [InlineData(null, "GB", null, null, "Europe/London")]
    [InlineData(null, null, null, "+442071234567", "Europe/London")]
    [InlineData(null, null, null, "+17875550100", "America/Puerto_Rico")]
    [InlineData(null, null, null, "+14165550100", "America/Toronto")]
    public void Zone_address_and_number_together_give_the_zones(string? stated, string? country, string? state,
        string? number, string expected) =>
        Assert.Equal(expected.Split(' '), Of(stated, country, state, number));

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "+18005550100")]
    [InlineData(null, "+15005550006")]
    [InlineData("US", null)]
    [InlineData("US", "not a number")]
    public void A_recipient_of_unknown_place_may_be_in_any_zone_of_the_us(string? country, string? number) =>
        Assert.Equal(PlaceZones.UnitedStates, Of(null, country, null, number));

    [Theory]
    [InlineData("219", "America/Chicago")]
    [InlineData("270", "America/Chicago America/New_York")]
    [InlineData("850", "America/Chicago America/New_York")]
    [InlineData("605", "America/Chicago America/Denver")]
    [InlineData("208", "America/Boise America/Los_Angeles")]
    [InlineData("928", "America/Denver America/Phoenix")]
    public void An_area_code_in_two_zones_gives_both(string areaCode, string expected) =>
        Assert.Subset(CandidateZones.OfNumber($"+1{areaCode}5550100").ToHashSet(), expected.Split(' ').ToHashSet());

    /// <summary>A new release of the number library must not lose a place.</summary>
    [Theory]
    [InlineData("America/New_York", "201 203 212 215 305 404 617 704 716 802 860 207")]
    [InlineData("America/Chicago", "205 214 312 314 402 501 504 601 612 615 713 816 901")]
    [InlineData("America/Denver", "303 307 406 505 720 801")]
    [InlineData("America/Los_Angeles", "206 213 310 415 503 619 702 916")]
    [InlineData("America/Phoenix", "480 520 602 623")]
    [InlineData("America/Anchorage", "907")]
    [InlineData("Pacific/Honolulu", "808")]
    [InlineData("America/Puerto_Rico", "787 939")]
    [InlineData("Pacific/Guam", "671")]
    public void Area_codes_are_in_their_zones(string zone, string areaCodes) =>
        Assert.All(areaCodes.Split(' '), areaCode => Assert.Contains(zone,
            CandidateZones.OfNumber($"+1{areaCode}5550100")));

    private static IEnumerable<string> Of(string? stated, string? country, string? state, string? number) =>
        CandidateZones.Of(stated, country, state, number is null ? [] : [number]).Select(z => z.Id);
}
