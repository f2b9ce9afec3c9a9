using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Tests.Silos;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>What a delivery ledger must prove and the other parts do not.</summary>
public abstract partial class MessageSuite
{
    [Fact]
    public async Task A_receipt_that_overtakes_the_answer_counts_and_its_repeat_after_a_week_changes_nothing()
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = Treatment.AcceptAndHang;
        await silos.Do(id, new Accept());
        await Until("the provider has it", () => Task.FromResult(_provider.CountTo(phone) == 1));
        var message = silos.Grains.GetGrain<IMessageGrain>((await Messages(id))[0].Case.Id);
        var receipt = new Receipt(_provider.Taken.Single(t => t.Message.To == phone).Id, MessageStatus.Delivered, null,
            silos.Now, "delivered");
        Assert.True(await message.ReceiveReceipt(receipt));

        await Until("it is delivered", id, MessageStatus.Delivered);
        var before = (await message.Show())!.Version;
        Assert.True(await message.ReceiveReceipt(receipt with { At = receipt.At + Duration.FromDays(7) }));
        Assert.Equal((before, 1), ((await message.Show())!.Version, _provider.CountTo(phone)));
    }

    [Fact]
    public async Task One_patient_without_a_number_or_mailbox_keeps_nobody_else_back()
    {
        var line = await silos.ServiceLine();
        var (nowhere, _) = await Consenting(line, with: sent => sent with
        {
            Patient = sent.Patient with { Phones = [], Email = null },
        });
        var others = new List<(string Id, string Phone)>();
        for (var n = 0; n < 20; n++) others.Add(await Consenting(line));
        foreach (var id in others.Select(o => o.Id).Prepend(nowhere)) await silos.Do(id, new Accept());

        foreach (var (id, phone) in others)
        {
            await Until("it has left", id, MessageStatus.Accepted);
            Assert.Equal(1, _provider.CountTo(phone));
        }

        await Until("the one without an address is blocked", nowhere, MessageStatus.Blocked);
    }
}

/// <summary>A silo that dies between a submission and its answer.</summary>
public sealed class MessageLostSiloTests(PostgresMessageSilos silos) : TextAlarmScenario(silos),
    IClassFixture<PostgresMessageSilos>
{
    [Fact]
    public async Task A_text_whose_silo_died_before_the_answer_is_found_and_not_sent_again()
    {
        var (id, phone, now) = (New("m"), NewPhone(), Silos.Now);
        Provider.Treatments[phone] = Treatment.AcceptAndHang;
        await Silos.Grains.GetGrain<IMessageGrain>(id).Plan(new MessageCommand.Plan(new MessageCase(id, null,
            MessageOccasion.Reminder, 1, null, now, now, now + Duration.FromDays(1),
            new MessageWay(MessageChannel.Sms, phone, Key(phone)), "en", 0, [])));
        await Until("the provider has it", () => Task.FromResult(Provider.CountTo(phone) == 1));
        var host = (await Silos.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
            .First(g => g.GrainId.Type.ToString() == "message" && g.GrainId.Key.ToString() == id).SiloAddress;
        await Silos.Kill(host);

        await Until("it is found", async () =>
            (await Silos.Grains.GetGrain<IMessageGrain>(id).Show())?.State.Status == MessageStatus.Sent);
        Assert.Equal(1, Provider.CountTo(phone));
    }
}
