using ReferralSilo.Console.Patients;
using ReferralSilo.Console.Settings.Fields;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Patients;

/// <summary>What a correction sends when someone else corrected the record after the form was opened.</summary>
public sealed class CorrectionDraftTests
{
    [Theory]
    [InlineData("1 2", "1 2 3", "1 2", "1 2 3")]
    [InlineData("1", "1 2", "3", "3 2")]
    [InlineData("1 2", "2", "1 2 3", "2 3")]
    [InlineData("1 2", "2 1", "1 2 3", "2 3 1")]
    [InlineData("1 2", "1", "2", "")]
    [InlineData("1", "1 2", "1 2", "1 2")]
    [InlineData("1", "2 1", "3 1", "3 2 1")]
    public void Numbers_that_someone_else_added_stay_and_those_found_to_be_wrong_stay_away(string shown, string typed,
        string saved, string sent) =>
        Assert.Equal(sent, string.Join(' ', Build(d => d.Phones = Lines(typed), d => d.Phones = Lines(shown),
            d => d.Phones = Lines(saved)).Phones!));

    [Fact]
    public void Numbers_are_not_sent_when_only_someone_else_changed_them() =>
        Assert.Null(Build(d => (d.Phones, d.Language) = ("1", "en"), d => d.Phones = "1", d => d.Phones = "2").Phones);

    [Fact]
    public void A_part_of_the_safe_contact_note_that_the_person_did_not_change_is_sent_as_it_is_saved() =>
        Assert.Equal(new SafeContactInput(true, "+1", "after 5", "Ask for Kim."),
            Build(d => d.SafeHours = "after 5", d => { },
                d => (d.NoVoicemail, d.SafePhone, d.SafeHours, d.SafeNote) = ("true", "+1", "never", "Ask for Kim."))
                .SafeContact);

    [Fact]
    public void A_part_of_the_note_that_the_person_removed_is_removed() =>
        Assert.Equal(new SafeContactInput(null, "+2"), Build(d => d.SafePhone = "+1", d =>
            (d.SafePhone, d.SafeHours) = ("+1", "after 5"), d => (d.SafePhone, d.SafeHours) = ("+2", "after 5"))
            .SafeContact);

    private static string Lines(string phones) => phones.Replace(' ', '\n');

    private static CorrectPatientInput Build(Action<CorrectionDraft> typed, Action<CorrectionDraft> shown,
        Action<CorrectionDraft> saved)
    {
        static CorrectionDraft Draft(Action<CorrectionDraft> set)
        {
            var draft = new CorrectionDraft { Reason = "Asked." };
            set(draft);
            return draft;
        }

        var faults = new FieldFaults();
        var sent = Draft(typed).Build(faults, Draft(shown), Draft(saved));
        Assert.True(faults.IsEmpty);
        return sent;
    }
}
