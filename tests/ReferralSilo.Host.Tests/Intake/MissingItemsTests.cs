using ReferralSilo.Console.Settings.Lines;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Host.Tests.Intake;

public sealed class MissingItemsTests
{
    private static readonly SubmitReferral Bare =
        new(Reason: new("Rash"), Patient: new("Dana", Phones: ["+13035550123"]));

    private static readonly string[] Required = ["patient.birth-date", "patient.location", "referrer.npi",
        "patient.time-zone", "consent.telehealth", "document:medication-list"];

    [Fact]
    public void Missing_items_have_the_person_to_ask_in_required_order() =>
        Assert.Equal(
            [
                new("patient.birth-date", "source"), new("patient.location", "source"), new("referrer.npi", "source"),
                new("patient.time-zone", "patient"), new("consent.telehealth", "patient"),
                new MissingInformation("document:medication-list", "source"),
            ],
            MissingItems.For(AnInput.Accepted(Bare), Required));

    [Fact]
    public void A_self_referred_patient_is_asked_for_every_item() =>
        Assert.All(MissingItems.For(AnInput.Accepted(Bare with { Model = ReferralModel.Open }), Required), item =>
            Assert.Equal("patient", item.From));

    [Fact]
    public void Present_items_are_not_missing()
    {
        var full = AnInput.Full with { Consents = [new(ConsentKind.Telehealth, true)] };
        Assert.Empty(MissingItems.For(AnInput.Accepted(full), Required, ["medication-list"]));
    }

    [Fact]
    public void A_withdrawn_consent_is_missing_again()
    {
        var input =
            AnInput.Full with { Consents = [new(ConsentKind.Telehealth, true), new(ConsentKind.Telehealth, false)] };
        Assert.Single(MissingItems.For(AnInput.Accepted(input), ["consent.telehealth"]));
    }

    [Fact]
    public void A_us_patient_without_a_state_has_no_location()
    {
        var input = AnInput.With(AnInput.Patient with { Location = new("US") });
        Assert.Single(MissingItems.For(AnInput.Accepted(input), ["patient.location"]));
        Assert.Empty(MissingItems.For(AnInput.Accepted(AnInput.With(AnInput.Patient with { Location = new("CA") })),
            ["patient.location"]));
    }

    [Fact]
    public void An_unknown_item_stays_missing_and_is_reported_as_unknown()
    {
        Assert.Single(MissingItems.For(AnInput.Accepted(AnInput.Full), ["patient.shoe-size", "patient.shoe-size"]));
        Assert.False(MissingItems.IsKnown("patient.shoe-size"));
        Assert.False(MissingItems.IsKnown("consent.tea"));
        Assert.All(Required, name => Assert.True(MissingItems.IsKnown(name)));
    }

    [Fact]
    public void Every_item_that_the_form_of_a_service_line_offers_is_known() =>
        Assert.All(RequiredItems.Choices, choice => Assert.True(MissingItems.IsKnown(choice.Value), choice.Value));
}
