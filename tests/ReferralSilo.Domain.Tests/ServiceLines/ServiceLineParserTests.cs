using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.ServiceLines;
using static ReferralSilo.Domain.Tests.ServiceLines.AServiceLine;

namespace ReferralSilo.Domain.Tests.ServiceLines;

public sealed class ServiceLineParserTests
{
    [Fact]
    public void All_errors_are_returned_at_once_by_pointer()
    {
        var input = new ServiceLineInput(
            " ", "Mars/Olympus", [new([], "9:00", "17:00"), new(["mon", "moon"], "17:00", "09:00")],
            new(MinAge: -1, MaxAge: 200, States: ["Colorado"], ReasonCodes: ["F*1"], Exclusions: [new("Nothing")]),
            [new(ClockKind.Review, 0), new(ClockKind.Review, 525_601)],
            [""], ClaimMinutes: 0, OfferMinutes: 4321, MaxContactAttempts: 21, ContactRetryHours: 169, MaxNoShows: 0)
        { VisitRecordableBefore = TimeSpan.FromDays(31) };

        var (value, errors) = ServiceLineParser.Parse(new("a"), 1, input);

        Assert.Null(value);
        Assert.Equal([
            "/businessHours/0/days", "/businessHours/0/from", "/businessHours/1/days/1", "/businessHours/1/to",
            "/claimMinutes",
            "/contactRetryHours", "/eligibility/exclusions/0", "/eligibility/maxAge", "/eligibility/minAge",
            "/eligibility/reasonCodes/0",
            "/eligibility/states/0", "/maxContactAttempts", "/maxNoShows", "/name", "/offerMinutes",
            "/requiredFields/0",
            "/targets/0/minutes", "/targets/1", "/targets/1/minutes", "/timeZone", "/visitRecordableBefore"],
            errors.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("24:00")]
    [InlineData("00:00")]
    public void A_window_may_end_with_the_day(string to) =>
        Assert.Empty(
            ServiceLineParser.Parse(new("a"), 1, Input() with { BusinessHours = [new(["sun"], "20:00", to)] }).Errors);

    [Fact]
    public void The_defaults_of_the_contract_are_valid() =>
        Assert.NotNull(ServiceLineParser.Parse(new("a"), 1, new ServiceLineInput("A", "America/Denver")).Value);

    [Fact]
    public void Duration_is_refused_with_its_limits() =>
        Assert.Equal(["Must be a duration from PT0S to P30D."], ServiceLineParser.Parse(new("a"), 1,
            Input() with { VisitRecordableBefore = TimeSpan.FromTicks(-1) }).Errors["/visitRecordableBefore"]);
}
