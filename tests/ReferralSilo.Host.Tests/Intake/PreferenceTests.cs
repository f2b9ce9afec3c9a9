using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Host.Tests.Intake;

public sealed class PreferenceTests
{
    [Fact]
    public void A_window_until_midnight_is_kept_and_shown()
    {
        var kept = AnInput.Accepted(AnInput.Full with { Preferences = new(Times: [new(["mon"], "18:00", "24:00")]) });

        Assert.Equal(("18:00", "24:00"), Shown(kept).Preferences!.Times is [var time] ? (time.From, time.To) : default);
    }

    [Fact]
    public void Required_language_interpreter_and_access_needs_restrict_the_match()
    {
        var kept = AnInput.Accepted(
            AnInput.With(
            AnInput.Patient with { Language = "es", Interpreter = "vi",
            AccessNeeds = ["captions", " captions ", "Wheelchair", "a quiet room"] }) with
        {
            Preferences = new(LanguageRequired: true),
        });
        var view = Shown(kept);

        Assert.True(view.Preferences!.LanguageRequired);
        Assert.Equal("vi", view.Patient.Interpreter);
        Assert.Equal(["captions", "Wheelchair", "a quiet room"], view.Patient.AccessNeeds);
        Assert.Equal(["es", "vi"], ReferralNeeds.For(Received(kept)).Languages);
    }

    [Fact]
    public void An_interpreter_for_an_unreadable_language_is_still_required()
    {
        var kept = AnInput.Warned(AnInput.With(AnInput.Patient with { Interpreter = "the one from the hills" }),
            "/patient/interpreter language-unreadable");

        Assert.Equal(["und"], ReferralNeeds.For(Received(kept)).Languages);
    }

    [Fact]
    public void Too_many_access_needs_are_refused() =>
        AnInput.Refused(
            AnInput.With(AnInput.Patient with { AccessNeeds = [.. Enumerable.Range(0, 21).Select(i => $"need {i}")] }),
            "/patient/accessNeeds");

    private static ReferralView Shown(Submission submission) =>
        ReferralViews.View(Received(submission), 1, AnInput.Today.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant());

    private static Referral Received(Submission submission)
    {
        var now = AnInput.Today.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant();
        return new Referral.Received(new ReferralCase(new("r1"), "RS-1", submission, new("line"), submission.Priority,
            null, new EligibilityResult(EligibilityOutcome.Eligible, []), [], null, null, [], [], 0, null, now),
            Clock.Start(ClockKind.Review, now, now));
    }
}
