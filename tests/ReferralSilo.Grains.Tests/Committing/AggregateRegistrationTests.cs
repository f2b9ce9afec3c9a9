using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Tests.Committing;

/// <summary>Every kind of aggregate is registered with all its parts; what it has is found in its types.</summary>
public sealed class AggregateRegistrationTests
{
    private static readonly Type[] Types = typeof(GrainsRegistration).Assembly.GetTypes();

    private static readonly ServiceCollection Services = Registered();

    public static TheoryData<Type> Mappers => [.. Implementations(typeof(IAggregateMapper<,>)).Select(i => i.Type)];

    /// <summary>Without the settings of service lines, which are not kept in the ledger.</summary>
    public static TheoryData<Type> Rules =>
        [.. Implementations(typeof(IAggregateRules<,,>)).Select(i => i.Type).Where(t => t.IsPublic)];

    [Theory, MemberData(nameof(Mappers))]
    public void A_kind_of_stream_is_mapped_and_can_be_checked(Type mapper)
    {
        var form = Interface(mapper, typeof(IAggregateMapper<,>));
        var check = typeof(StreamCheck<,>).MakeGenericType(form.GetGenericArguments());
        Assert.Single(Services, s => s.ServiceType == mapper);
        Assert.Single(Services, s => s.ServiceType == form);
        Assert.Single(Services, s => s.ServiceType == typeof(IStreamCheck) && s.ImplementationType == check);
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_kind_with_rules_has_handlers_and_a_grain(Type rules)
    {
        var form = Interface(rules, typeof(IAggregateRules<,,>));
        var types = form.GetGenericArguments();
        Assert.Single(Services, s => s.ServiceType == form && s.ImplementationType == rules);
        Assert.Single(Services, s => s.ServiceType == typeof(CommandHandlers<,,>).MakeGenericType(types));

        var mapper = Implementations(typeof(IAggregateMapper<,>))
            .Single(i => i.Form.GetGenericArguments()[0] == types[0]);
        var kind = Kind(mapper.Type);
        var route = Assert.Single(GrainsRegistration.Routes, r => r.Name == kind);
        if (Has(mapper.Type, mapper.Form, "DueAt")) Assert.True(route.Interface.IsAssignableTo(typeof(IHasDeadline)));
        if (Has(rules, form, "Outbox"))
            Assert.Single(Services, s => s.ServiceType == typeof(IOutboxRebuilder) && Rebuilds(s.ImplementationType!));
        Assert.Single(Types, t => t.IsSubclassOf(typeof(Grain)) && t.IsAssignableTo(route.Interface));

        // One that reads no state needs no mapper.
        bool Rebuilds(Type rebuilder) => rebuilder.GetConstructors()[0].GetParameters() is { Length: > 0 } needs
            ? needs.Any(p => p.ParameterType == mapper.Type) : rebuilder.Namespace == rules.Namespace;
    }

    [Fact]
    public void Every_grain_with_a_deadline_an_outbox_or_a_board_is_found_by_name()
    {
        Type[] reached = [typeof(IHasDeadline), typeof(IOutboxReceiver), typeof(IBoardHost)];
        var grains = Types.Where(t => t.IsInterface && !reached.Contains(t) && reached.Any(t.IsAssignableTo));
        Assert.Equal(grains.Select(g => g.Name).Order(), GrainsRegistration.Routes
            // A board of committed states has no interface of its own.
            .Where(r => !reached.Contains(r.Interface) && reached.Any(r.Interface.IsAssignableTo))
            .Select(r => r.Interface.Name).Order());
        Assert.All(GrainsRegistration.Routes, r =>
            Assert.Equal(r.Interface.IsAssignableTo(typeof(IBoardHost)), r.Boards.Count > 0));
    }

    private static ServiceCollection Registered()
    {
        var services = new ServiceCollection();
        services.AddFeatures();
        return services;
    }

    /// <summary>The kind is a constant, so no services are needed.</summary>
    private static string Kind(Type mapper) =>
        (string)mapper.GetProperty("Kind")!.GetValue(RuntimeHelpers.GetUninitializedObject(mapper))!;

    private static IEnumerable<(Type Type, Type Form)> Implementations(Type form) =>
        from type in Types
        where type is { IsClass: true, IsAbstract: false }
        from found in type.GetInterfaces()
        where found.IsGenericType && found.GetGenericTypeDefinition() == form
        select (type, found);

    private static Type Interface(Type type, Type form) =>
        type.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == form);

    /// <summary>True when the type itself implements a member that has a default.</summary>
    private static bool Has(Type type, Type form, string member) =>
        type.GetInterfaceMap(form) is var map
        && map.TargetMethods[Array.FindIndex(map.InterfaceMethods, m => m.Name == member)]?.DeclaringType == type;
}
