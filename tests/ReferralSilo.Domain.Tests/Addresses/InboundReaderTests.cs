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

    [Theory]
    [InlineData("Can I come at 3 instead?\n_______\nintake mailing list\nTo unsubscribe send an email to leave@x.org",
        ReplyMeaning.ForPerson)]
    [InlineData("I can come.\n***\nIf this was sent to the wrong person, delete it.", ReplyMeaning.ForPerson)]
    [InlineData("Unsubscribe\n_______\nTo unsubscribe send an email to leave@x.org", ReplyMeaning.OptOut)]
    [InlineData("Wrong person, I am not Dana\n---\nAcme Ltd", ReplyMeaning.WrongNumber)]
    public void A_footer_stops_nothing(string body, ReplyMeaning meaning) =>
        Assert.Equal(meaning, Read("Re: Your visit", body).Meaning);

    [Fact]
    public void A_sentence_far_below_the_beginning_stops_nothing() => Assert.Equal(ReplyMeaning.ForPerson,
        Read("Re: Your visit", string.Join(' ', Enumerable.Repeat("I can come at three.", 20))
            + " If this was sent to the wrong person, delete it or unsubscribe.").Meaning);

    [Theory]
    [InlineData(true, EmergencyConcern.Emergency)]
    [InlineData(false, EmergencyConcern.None)]
    public void A_changed_subject_of_an_answer_is_judged(bool own, EmergencyConcern concern) => Assert.Equal(concern,
        InboundReader.Read(new InboundText("m", "")
        {
            Mail = new InboundMail("Re: I want to kill myself", []) { HasOwnSubject = own },
        }, Today).Emergency?.Concern ?? EmergencyConcern.None);

    [Fact]
    public void What_a_person_wrote_into_a_quote_is_judged_for_an_emergency_only()
    {
        var reading = InboundReader.Read(new InboundText("m", "See below.")
        {
            Mail = new InboundMail(null, []) { InQuote = "Reply STOP to end\nI want to kill myself" },
        }, Today);

        Assert.Equal((ReplyMeaning.Conversation, EmergencyConcern.Emergency),
            (reading.Meaning, reading.Emergency?.Concern));
    }

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
