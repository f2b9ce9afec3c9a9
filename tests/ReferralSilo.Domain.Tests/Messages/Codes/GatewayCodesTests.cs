using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages.Codes;

namespace ReferralSilo.Domain.Tests.Messages.Codes;

public sealed class GatewayCodesTests
{
    [Theory]
    [InlineData("21610", GatewayMeaning.Suppress)]
    [InlineData("21614", GatewayMeaning.AddressInvalid)]
    [InlineData("21635", GatewayMeaning.AddressInvalid)]
    [InlineData("21408", GatewayMeaning.Configuration)]
    [InlineData("21612", GatewayMeaning.Configuration)]
    [InlineData("21268", GatewayMeaning.Configuration)]
    [InlineData("21617", GatewayMeaning.Fault)]
    [InlineData("30001", GatewayMeaning.Retryable)]
    [InlineData("30500", GatewayMeaning.Retryable)]
    [InlineData("60005", GatewayMeaning.Retryable)]
    [InlineData("30047", GatewayMeaning.Retryable)]
    [InlineData("30003", GatewayMeaning.OtherChannel)]
    [InlineData("30005", GatewayMeaning.OtherChannel)]
    [InlineData("30006", GatewayMeaning.OtherChannel)]
    [InlineData("30004", GatewayMeaning.Blocked)]
    [InlineData("30007", GatewayMeaning.Blocked)]
    [InlineData("32017", GatewayMeaning.Blocked)]
    [InlineData("30008", GatewayMeaning.Unknown)]
    [InlineData("30024", GatewayMeaning.SenderUnregistered)]
    [InlineData("30034", GatewayMeaning.SenderUnregistered)]
    [InlineData("99999", GatewayMeaning.Unknown)]
    [InlineData("", GatewayMeaning.Unknown)]
    [InlineData(null, GatewayMeaning.Unknown)]
    public void A_code_has_a_meaning(string? code, GatewayMeaning meaning) =>
        Assert.Equal(meaning, GatewayCodes.Meaning(code));

    [Fact]
    public void Status_words_are_ranked_from_accepted_to_read()
    {
        Assert.Equal([1, 1, 2, 3, 4, 5, 5, 5, 5, 6],
            "accepted scheduled queued sending sent delivered undelivered failed canceled Read".Split(' ')
                .Select(word => GatewayStatuses.Find(word)!.Value.Rank));
        Assert.Equal(MessageStatus.Undelivered, GatewayStatuses.Find("undelivered")!.Value.Status);
        Assert.False(GatewayStatuses.Find("sent")!.Value.IsFinal);
        Assert.True(GatewayStatuses.Find("canceled")!.Value.IsFinal);
        Assert.Null(GatewayStatuses.Find("receiving"));
        Assert.Null(GatewayStatuses.Find(null));
    }
}
