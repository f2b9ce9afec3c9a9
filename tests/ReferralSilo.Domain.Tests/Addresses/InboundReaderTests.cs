using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages.Codes;
using ReferralSilo.Domain.Messages.Replies;

namespace ReferralSilo.Domain.Tests.Addresses;

public sealed class InboundReaderTests
{
    private static readonly LocalDate Today = new(2031, 3, 3);

    [Theory]
    [InlineData("Re: Your visit", "STOP", ReplyMeaning.OptOut)]
    [InlineData("Re: Your visit", "Please stop sending me emails and messages", ReplyMeaning.OptOut)]
    [InlineData("Re: Su cita", "Alto\n\nEnviado desde mi iPhone", ReplyMeaning.OptOut)]
    [InlineData("Unsubscribe", "", ReplyMeaning.OptOut)]
    [InlineData("unsubscribe", "Dana Okafor", ReplyMeaning.OptOut)]
    [InlineData("unsubscribe", "\n-- \nDana Okafor", ReplyMeaning.OptOut)]
    [InlineData("Cancel", "Can I cancel my visit on Tuesday?", ReplyMeaning.Conversation)]
    [InlineData("Re: unsubscribe from our mails", "Can I come at 3?", ReplyMeaning.Conversation)]
    [InlineData("Re: Your visit", "Wrong person, I am not Dana", ReplyMeaning.WrongNumber)]
    [InlineData("Re: Your visit", "START", ReplyMeaning.ForPerson)]
    [InlineData(null, "Can I bring my daughter?", ReplyMeaning.Conversation)]
    public void A_mail_is_understood_by_its_text_and_its_own_subject(string? subject, string body,
        ReplyMeaning meaning) =>
        Assert.Equal(meaning, Read(subject, body).Meaning);

    [Theory]
    [InlineData("Re: Your visit", "I want to kill myself", EmergencyConcern.Emergency)]
    [InlineData("I want to kill myself", "", EmergencyConcern.Emergency)]
    [InlineData("Re: Your visit", "STOP\n-- \nI want to kill myself", EmergencyConcern.Emergency)]
    [InlineData("Re: I want to kill myself", "I am fine", EmergencyConcern.None)]
    public void Words_of_an_emergency_count_wherever_a_person_wrote_them(string subject, string body,
        EmergencyConcern concern) =>
        Assert.Equal(concern, Read(subject, body).Emergency?.Concern ?? EmergencyConcern.None);

    [Fact]
    public void Words_of_an_emergency_count_behind_a_long_text() =>
        Assert.Equal(EmergencyConcern.Emergency, Read("Re: Your visit",
            new string('a', ReplyReader.LongestRead) + ".\nI want to kill myself").Emergency?.Concern);

    [Fact]
    public void What_may_be_a_quote_only_asks_for_a_person()
    {
        var reading = InboundReader.Read(new InboundText("m", "STOP. I want to kill myself")
        {
            Mail = new InboundMail(null, []) { MayBeQuote = true },
        }, Today);

        Assert.Equal(ReplyMeaning.Conversation, reading.Meaning);
        Assert.Equal(EmergencyConcern.Emergency, reading.Emergency?.Concern);
    }

    [Theory]
    [InlineData("5.1.1", GatewayMeaning.AddressInvalid)]
    [InlineData("5.1.10", GatewayMeaning.AddressInvalid)]
    [InlineData("5.2.1", GatewayMeaning.AddressInvalid)]
    [InlineData("5.0.0", GatewayMeaning.AddressInvalid)]
    [InlineData("5.4.4", GatewayMeaning.AddressInvalid)]
    [InlineData("5.2.2", GatewayMeaning.Unknown)]
    [InlineData("5.3.4", GatewayMeaning.Unknown)]
    [InlineData("5.7.1", GatewayMeaning.Blocked)]
    [InlineData("5.1.8", GatewayMeaning.Configuration)]
    [InlineData("4.4.7", GatewayMeaning.Retryable)]
    [InlineData("2.0.0", GatewayMeaning.Unknown)]
    [InlineData("5.1", GatewayMeaning.Unknown)]
    [InlineData("9.1.1", GatewayMeaning.Unknown)]
    [InlineData(null, GatewayMeaning.Unknown)]
    public void Only_a_failure_of_the_mailbox_itself_makes_it_invalid(string? code, GatewayMeaning meaning) =>
        Assert.Equal(meaning, MailStatusCodes.Meaning(code));

    private static ReplyReading Read(string? subject, string body) =>
        InboundReader.Read(new InboundText("m", body) { Mail = new InboundMail(subject, []) }, Today);
}
