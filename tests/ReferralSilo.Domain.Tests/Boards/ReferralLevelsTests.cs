using System.Text.Json;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Tests.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;

namespace ReferralSilo.Domain.Tests.Boards;

/// <summary>What each level sees of a referral.</summary>
public sealed class ReferralLevelsTests
{
    // A new field of the view is decided here.
    private static readonly string[] Everybody =
    [
        "id", "number", "version", "stage", "clock", "serviceLine", "model", "source", "channel",
        "priority", "needBy", "eligibility", "appointment", "noShows", "consents", "sourceHeardAt",
        "follows", "actions", "receivedAt",
    ];

    private static readonly string[] NotForAuditors =
    [
        "tracking", "referrer", "reason", "visitGoal", "patient", "preferences", "payer", "identifiers",
        "trigger", "missing", "documents", "checklist", "outcome", "warnings", "emergency", "order",
        "memberId", "asked",
    ];

    private static readonly string[] NotForSources =
    [
        "claimedBy", "claimExpiresAt", "assignedTo", "holds", "offerExpiresAt", "contactAttempts",
        "claimedByDesk", "takenOverFrom", "onCall", "noShowClinician",
    ];

    private static readonly string[] OnlyForStaff =
        ["asSent", "deceased", "mayHaveDied", "possibleDuplicates", "private", "safeContact"];

    [Fact]
    public void Every_field_of_the_view_is_listed_with_its_levels()
    {
        var fields = ContractsJson.Options.GetTypeInfo(typeof(ReferralView)).Properties
            .Where(p => p.Get is not null).Select(p => p.Name).ToList();

        Assert.Equal(fields.Order(),
            Everybody.Concat(NotForAuditors).Concat(NotForSources).Concat(OnlyForStaff).Order());
        Assert.Equal(Everybody.Concat(NotForAuditors).Order(),
            fields.Where(f => ReferralFields.Has(ViewLevel.Source, f)).Order());
        Assert.Equal(Everybody.Concat(NotForSources).Order(),
            fields.Where(f => ReferralFields.Has(ViewLevel.Record, f)).Order());
    }

    [Fact]
    public void A_source_does_not_learn_who_works_on_its_referral()
    {
        var taken = Received().After(new Claim()).After(new Claim(TakeOver: true, "x"), actor: Other);
        var view = ReferralLevels.Limit(ReferralViews.View(taken, 3, Now), ViewLevel.Source, _ => true);
        var json = JsonSerializer.Serialize(view, ContractsJson.Options);

        Assert.DoesNotContain(Nurse, json, StringComparison.Ordinal);
        Assert.DoesNotContain(Other, json, StringComparison.Ordinal);
        Assert.DoesNotContain("claimed", json, StringComparison.Ordinal);
        Assert.Null(view.TakenOverFrom);
    }

    [Fact]
    public void A_source_is_offered_to_supply_information_only_when_it_was_asked()
    {
        foreach (var (state, offered) in new[]
        {
            (Received(), false), (Waiting(), false), (InformationRequested(), true),
        })
        {
            var view = ReferralViews.View(state, 3, Now);
            Assert.Contains("supply-information", view.Actions);
            Assert.Equal(offered, ReferralLevels.Limit(view, ViewLevel.Source, _ => true).Actions
                .Contains("supply-information"));
        }
    }

    [Fact]
    public void A_referral_without_a_line_that_was_stored_as_eligible_is_shown_as_unknown()
    {
        var state = Unassigned();
        var old = state with
        {
            Case = state.Case with { Eligibility = new EligibilityResult(EligibilityOutcome.Eligible, []) },
        };

        var shown = ReferralViews.View(old, 1, Now).Eligibility;
        Assert.Equal((EligibilityOutcome.Unknown, "service-line"), (shown.Outcome, Assert.Single(shown.Rules).Rule));
        Assert.Equal(EligibilityOutcome.Unknown, QueueEntry.From(old, 1).Eligibility);
    }
}
