using ReferralSilo.Domain.Referrals;

namespace ReferralSilo.Domain.Tests.Text;

/// <summary>Numbers and mailboxes as people write them.</summary>
public sealed class WrittenAddressesTests
{
    [Theory]
    [InlineData("+1 303 555 0123 ext 4", "+13035550123")]
    [InlineData("(303) 555-0123 x12", "+13035550123")]
    [InlineData("303.555.0123", "+13035550123")]
    [InlineData("tel:+1-303-555-0123", "+13035550123")]
    [InlineData("cell: 303 555 0123 (evenings)", "+13035550123")]
    [InlineData("303-555-0188; 303-555-0123", "+13035550123")]
    [InlineData("+44 (0)20 7946 0018", "+442079460018")]
    [InlineData("020 7946 0018", "+442079460018")]
    [InlineData("0049 30 23125 123", "+493023125123")]
    public void A_number_is_recognised_as_it_is_usually_written(string written, string number) =>
        Assert.True(WrittenAddresses.HasPhone(written, number));

    [Theory]
    [InlineData("+1 303 555 0124 ext 4", "+13035550123")]
    [InlineData("ext 0123", "+13035550123")]
    [InlineData("+44 303 555 0123", "+13035550123")]
    [InlineData("none", "+13035550123")]
    [InlineData("", "+13035550123")]
    public void Another_number_is_not_taken_for_it(string written, string number) =>
        Assert.False(WrittenAddresses.HasPhone(written, number));

    [Theory]
    [InlineData("Eva <eva@example.org>", true)]
    [InlineData("mailto:EVA@example.org", true)]
    [InlineData("eva.work@example.org; eva@example.org", true)]
    [InlineData("\"Okafor, Eva\" (eva@example.org)", true)]
    [InlineData("steva@example.org", false)]
    [InlineData("eva@example.org.example", false)]
    [InlineData("eva", false)]
    public void A_mailbox_is_recognised_with_a_name_beside_it(string written, bool has) =>
        Assert.Equal(has, WrittenAddresses.HasMailbox(written, "eva@example.org"));
}
