using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Tests.Schedules;

public sealed class ClinicianParserTests
{
    private static readonly ClinicianInput Valid = new("Dr. Ames", "America/Denver", ["behavioral-health"], ["CO"]);

    private static Schedule Defined(ClinicianProfile profile) =>
        ((Schedule?)null).After(new ScheduleCommand.Define(profile));

    [Fact]
    public void Default_is_English_and_half_hour_visits()
    {
        var (value, errors) = ClinicianParser.Profile(new("ames"), Valid);

        Assert.Empty(errors);
        Assert.Equal(["en"], value!.Languages);
        Assert.Equal([new VisitDuration(VisitType.Video, 30), new VisitDuration(VisitType.Phone, 30)],
            value.VisitTypes);
    }

    [Fact]
    public void All_errors_of_a_clinician_are_returned_at_once()
    {
        var input = new ClinicianInput("", "Denver", ["Behavioral Health"], ["colorado"], ["gibberish"],
            [new(VisitType.Video, 4), new(VisitType.Phone, 241), new(VisitType.Phone, 241)], 121, 20, 10, 0);

        Assert.Equal([
            "/bufferMinutes", "/dailyLimit", "/languages/0", "/licensedStates/0", "/maxAge", "/name", "/serviceLines/0",
            "/timeZone", "/visitTypes/0/minutes", "/visitTypes/1/minutes", "/visitTypes/2", "/visitTypes/2/minutes"],
            ClinicianParser.Profile(new("ames"), input).Errors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Languages_of_a_clinician_are_stored_in_one_form() => Assert.Equal(
        ["es", "en-US", "ht"],
        ClinicianParser.Profile(new("ames"),
            Valid with { Languages = ["Spanish", "spa", "en_US", "Haitian Creole"] }).Value!.Languages);

    [Fact]
    public void Dated_licences_and_limits_are_read_and_shown_as_they_were_given()
    {
        var input = Valid with
        {
            LicensedStates = [], Licences = [new("co", "2031-01-01", "2032-01-01"), new("NM"), new("CO", "2033-01-01")],
            Notice = TimeSpan.FromHours(4), Horizon = TimeSpan.FromDays(60), WeeklyLimit = 40,
        };
        var (value, errors) = ClinicianParser.Profile(new("ames"), input);

        Assert.Empty(errors);
        Assert.Equal(["CO", "NM"], value!.LicensedStates);
        Assert.Equal([new Licence("CO", new LocalDate(2031, 1, 1), new LocalDate(2032, 1, 1)), new Licence("NM"),
            new Licence("CO", new LocalDate(2033, 1, 1))], value.Licences!);
        Assert.Equal((240, 60, 40), (value.NoticeMinutes, value.HorizonDays, value.WeeklyLimit));
        var view = ScheduleViews.Clinician(Defined(value), 1);
        Assert.Equal([new("CO", "2031-01-01", "2032-01-01"), new("NM"), new("CO", "2033-01-01")], view.Licences!);
        Assert.Equal((input.Notice, input.Horizon, input.WeeklyLimit), (view.Notice, view.Horizon, view.WeeklyLimit));
        Assert.Equal(value, ClinicianParser.Profile(new("ames"), input with
            { LicensedStates = view.LicensedStates, Licences = view.Licences }).Value);
    }

    [Fact]
    public void Access_needs_that_can_be_met_are_codes_and_none_is_not_the_same_as_not_stated()
    {
        IReadOnlyList<string>? Met(IReadOnlyList<string>? given) =>
            ClinicianParser.Profile(new("ames"), Valid with { MeetsAccessNeeds = given }).Value!.MeetsAccessNeeds;

        Assert.Equal(["captions", "sign-language"], Met(["Captions", "ASL", "captions"])!);
        Assert.Empty(Met([])!);
        Assert.Null(Met(null));
        Assert.Equal(["/meetsAccessNeeds/1"],
            ClinicianParser.Profile(new("ames"), Valid with { MeetsAccessNeeds = ["captions", "quiet"] }).Errors.Keys);
        var captions = ASchedule.Profile() with { MeetsAccessNeeds = ["captions"] };
        Assert.Equal(["captions"], ScheduleViews.Clinician(Defined(captions), 1).MeetsAccessNeeds!);
    }

    [Theory]
    [InlineData("https://video.example/{appointment}", true)]
    [InlineData("https://video.example/join?room={appointment}&lang=en", true)]
    [InlineData("http://video.example/{appointment}", false)]
    [InlineData("https://video.example/room", false)]
    [InlineData("https://video.example/{appointment}/{appointment}", false)]
    [InlineData("https://{appointment}.video.example/", false)]
    [InlineData("https://{appointment}/", false)]
    [InlineData("https://video.example{appointment}/", false)]
    [InlineData("https://me:secret@video.example/{appointment}", false)]
    [InlineData("javascript:alert({appointment})", false)]
    [InlineData("{appointment}", false)]
    public void The_address_of_a_room_is_https_with_one_place_for_the_appointment(string address, bool valid)
    {
        var (value, errors) = ClinicianParser.Profile(new("ames"), Valid with { Join = new JoinDetails(address) });

        Assert.Equal(valid ? [] : ["/join/video"], errors.Keys);
        Assert.Equal(valid ? address : null, value?.Join?.Video);
    }

    [Fact]
    public void Without_licences_the_states_count_on_all_days()
    {
        var value = ClinicianParser.Profile(new("ames"), Valid with { Licences = [] }).Value!;

        Assert.Null(value.Licences);
        Assert.Equal(["CO"], value.LicensedStates);
        Assert.Null(ScheduleViews.Clinician(Defined(value), 1).Licences);
    }

    [Fact]
    public void Errors_of_licences_and_limits_name_the_field() => Assert.Equal(
        ["/horizon", "/licences/0/state", "/licences/1/to", "/licences/2/from", "/licensedStates", "/notice",
            "/weeklyLimit"],
        ClinicianParser.Profile(new("ames"), Valid with
        {
            LicensedStates = ["CO", "WY"],
            Licences = [new("colorado"), new("CO", "2031-01-01", "2031-01-01"), new("CO", "1 May")],
            Notice = TimeSpan.FromSeconds(90), Horizon = TimeSpan.FromHours(30), WeeklyLimit = 0,
        }).Errors.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Notice_and_horizon_are_within_limits() => Assert.Equal(["/horizon", "/notice"],
        ClinicianParser.Profile(new("ames"), Valid with
            { Notice = TimeSpan.FromDays(31), Horizon = TimeSpan.FromDays(1001) }).Errors.Keys
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Availability_errors_name_the_window()
    {
        var (value, errors) = ClinicianParser.Availability(new([
            new(["mon"], "09:00", "12:00", "2031-03-01", "2031-04-01"),
            new(["mon"], "12:00", "09:00", "2031-3-1", null),
            new(["mon"], "09:00", "12:00", "2031-04-01", "2031-04-01")]));

        Assert.Null(value);
        Assert.Equal(["/windows/1/to", "/windows/1/validFrom", "/windows/2/validTo"],
            errors.Keys.Order(StringComparer.Ordinal));
    }
}
