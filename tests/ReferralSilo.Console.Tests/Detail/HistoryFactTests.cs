using ReferralSilo.Console.Words;

namespace ReferralSilo.Console.Tests.Detail;

/// <summary>Facts of the history are words for people.</summary>
public sealed class HistoryFactTests
{
    [Theory]
    [InlineData("kind", "sms", "Consent to", "texts")]
    [InlineData("how", "staff", "Said", "told to a colleague")]
    [InlineData("how", "stop", "Said", "the person wrote STOP")]
    [InlineData("how", "On the phone", "Said", "On the phone")]
    [InlineData("fields", "/consents, /patient/birthDate", "What changed", "consents, birth date")]
    [InlineData("riskTold", "true", "Told the risk", "yes")]
    public void A_fact_has_a_name_and_a_value_in_words(string fact, string value, string name, string words) =>
        Assert.Equal((name, words), (HistoryWords.Label(fact), HistoryWords.Value(fact, value, Names.None)));
}
