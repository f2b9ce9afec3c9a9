using CsCheck;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Grains.ServiceLines;

namespace ReferralSilo.Grains.Tests.ServiceLines;

public sealed class DuplicateIndexTests
{
    private static readonly Gen<PersonTraits> Persons = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3].Array[0, 2], Gen.Int[0, 9].Array[0, 2])
        .Select((name, born, contacts, orders) => new PersonTraits(
            name == 0 ? "" : $"dana {name}", born == 0 ? "" : $"1988041{born}", [.. contacts.Select(c => $"+1{c}")],
            [.. orders.Select(o => $"order {o}")]));

    [Fact]
    public void It_finds_what_a_comparison_with_all_referrals_finds() =>
        Gen.Select(Persons, Gen.Select(Gen.Int[0, 8], Persons, Gen.Bool).Array[0, 40]).Sample((asked, changes) =>
        {
            var index = new DuplicateIndex(new ServiceLineId("cardiology"));
            var open = new Dictionary<string, PersonTraits>();
            foreach (var (number, person, leaves) in changes)
            {
                var id = $"r{number}";
                if (leaves)
                {
                    open.Remove(id);
                    index.Remove(new ReferralId(id));
                }
                else
                {
                    open[id] = person;
                    index.Put(new ReferralId(id), HashedTraits.From(person));
                }
            }

            Assert.Equal(
                open.Where(o => o.Key != "r0" && o.Value.Keys().Intersect(asked.Keys()).Any()
                    && asked.MatchesBirthDate(o.Value.Born)).Select(o => o.Key).Order(),
                index.Find(asked.ToString(), new ReferralId("r0")).Order());
        });

    [Fact]
    public void A_text_of_another_form_finds_nothing() =>
        Assert.Empty(new DuplicateIndex(new ServiceLineId("cardiology")).Find("Dana Okafor", new ReferralId("r0")));
}
