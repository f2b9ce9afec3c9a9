using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Domain.Tests.Referrals;

public sealed class CommandTableTests
{
    [Fact]
    public void Names_places_and_keys_are_used_once()
    {
        var buttons = CommandTable.All.Select(row => row.Button).OfType<ButtonAttribute>().ToList();

        Assert.Distinct(CommandTable.All.Select(row => row.Name));
        Assert.Distinct(CommandTable.All.Select(row => row.Event).OfType<string>());
        Assert.Distinct(buttons.Select(button => button.Place));
        Assert.Distinct(buttons.Select(button => button.Key).OfType<string>());
    }

    [Theory]
    [InlineData(Stages.InTriage, "Received InformationRequested")]
    [InlineData(Stages.Unbooked, "Accepted Contacting Waiting")]
    [InlineData(Stages.BeforeBooking, "Received InformationRequested Accepted Contacting Waiting Offered")]
    [InlineData(Stages.BeforeVisit, "Received InformationRequested Accepted Contacting Waiting Offered Booked")]
    [InlineData(Stages.Ended, "Completed Declined Redirected Withdrawn Unreachable")]
    [InlineData(Stages.Over, "Closed Declined Redirected Withdrawn Unreachable")]
    public void A_set_holds_its_stages(Stages set, string stages) =>
        Assert.Equal(stages, string.Join(' ', Enum.GetValues<Stage>().Where(stage => set.Contains(stage))));

    [Fact]
    public void Only_a_parameter_that_may_be_null_is_optional()
    {
        var fields = CommandTable.All.SelectMany(row => row.Fields.Select(field => (row.Name, Field: field)));

        Assert.Equal(
            "cancel-appointment reason, complete outcome, consents given, consents kind, contact-attempts channel, "
            + "contact-attempts outcome, decline reason, prioritize priority, redirect reason, redirect to, "
            + "reopen reason, request-information items, route serviceLine, withdraw reason",
            string.Join(", ", fields.Where(f => f.Field.Required).Select(f => $"{f.Name} {f.Field.Name}")
                .Order(StringComparer.Ordinal)));
    }
}
