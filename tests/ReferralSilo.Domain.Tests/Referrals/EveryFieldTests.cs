using System.Collections;
using System.Globalization;
using System.Text.Json;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>Every field of a command is in the history, and in the view unless it only explains a step.</summary>
public sealed class EveryFieldTests
{
    /// <summary>Fields with the reason of a step; only the history stores them.</summary>
    private static readonly HashSet<string> OnlyHistory =
    [
        "Claim.TakeOver", "Claim.Reason", "Accept.Note", "Route.Reason", "Prioritize.Reason", "SupplyInformation.Items",
        "SupplyInformation.Message",
        "DeclineOffer.Reason",
        "Reschedule.Reason", "CancelAppointment.Reason", "NoShow.Note", "Acknowledge.Note", "Close.Note",
        "Reopen.Reason",
        "Offer.Overrule", "AcceptOffer.Overrule", "Book.Overrule", "Reschedule.Overrule",
        "AcceptOffer.OverruleVisit", "Book.OverruleVisit", "Reschedule.OverruleVisit",
    ];

    // An undo needs the events of the last command; its tests read back its version.
    public static TheoryData<string> Names => [.. CommandTable.All.Select(a => a.Name).Where(name => name != "undo")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_field_of_a_command_is_in_the_history_and_the_view(string name)
    {
        var type = CommandTable.All.Single(a => a.Name == name).Type;
        var command = Commands.Filled(type, field => Known(type.Name, field) ?? $"{name}/{field}");
        var before = Before(command);
        var at = command is NoShow ? VisitStart : Minutes(1);
        var events = before.Events(command, at);
        Assert.NotEmpty(events);
        var history = string.Join('\n',
            events.Select(e =>
                JsonSerializer.Serialize(ReferralHistory.Entry(2, at, Nurse, ReferralJson.WireName(e), e), Relaxed)));
        var view = JsonSerializer.Serialize(ReferralViews.View(before.After(command, at), 2, at), Relaxed);

        foreach (var (field, value) in Commands.Fields(command))
        {
            Assert.All(Texts(value), text =>
                Assert.True(history.Contains(text, StringComparison.Ordinal),
                $"{name}.{field} is not in the history: {history}"));
            if (OnlyHistory.Contains($"{type.Name}.{field}")) continue;
            Assert.All(Texts(value), text =>
                Assert.True(view.Contains(text, StringComparison.Ordinal), $"{name}.{field} is not in the view."));
        }
    }

    [Fact]
    public void Documents_named_at_completion_are_kept_and_shown_until_the_end()
    {
        var completed = Arrived().After(new Complete("seen", ["care plan", "letter"]));
        var closed = completed.After(new Acknowledge()).After(new Close());
        Assert.Equal(["care plan", "letter"], ReferralViews.View(closed, 9, Now).Documents.Select(d => d.Kind));
        Assert.All(ReferralViews.View(completed, 7, Now).Documents, d =>
            Assert.Equal(ReferralDocument.Named, d.Status));
    }

    private static readonly JsonSerializerOptions Relaxed =
        new(ContractsJson.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A referral that the command changes.</summary>
    private static Referral Before(ReferralCommand command) => command switch
    {
        Claim => Received().After(new Claim(), actor: Other),
        Release => Received().After(new Claim()),
        AcceptOffer c => Waiting().After(new Offer([c.Slot])),
        NoShow or Reschedule or CancelAppointment or Confirm or Arrive => Booked(),
        Complete => Arrived(),
        Acknowledge => Completed(),
        Close => Completed().After(new Acknowledge()),
        SupplyInformation => InformationRequested(),
        DeclineOffer => Offered(),
        Reopen => Unreachable(),
        Offer or Book or ContactAttempt => Waiting(),
        Accept => Ineligible(),
        _ => Received(),
    };

    /// <summary>Values that must exist.</summary>
    private static string? Known(string type, string field) => (type, field) switch
    {
        ("Route", "ServiceLine") => "dermatology",
        _ => null,
    };

    private static IEnumerable<string> Texts(object? value) => value switch
    {
        null or bool => [],
        string text => [text],
        Enum member => [JsonSerializer.Serialize(member, member.GetType(), ContractsJson.Options).Trim('"')],
        DateTimeOffset at => [at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture)],
        IEnumerable list => list.Cast<object?>().SelectMany(Texts),
        _ => [Convert.ToString(value, CultureInfo.InvariantCulture)!],
    };
}
