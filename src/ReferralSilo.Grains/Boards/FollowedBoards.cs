using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Grains.Routing;

namespace ReferralSilo.Grains.Boards;

/// <summary>The kinds of boards that <see cref="FollowedBoardGrain"/> hosts, one line each.</summary>
internal static class FollowedBoards
{
    private static readonly FrozenDictionary<string, Type> Types = new Dictionary<string, Type>
    {
        ["source"] = typeof(SourceBoard),
        ["my-day"] = typeof(MyDayBoard),
    }.ToFrozenDictionary();

    /// <summary>Registers a route for each kind.</summary>
    public static IServiceCollection AddFollowedBoards(this IServiceCollection services)
    {
        foreach (var kind in Types.Keys) services.AddSingleton(Route(kind));
        return services;
    }

    /// <summary>Creates the board with this name, e.g. <c>source/hilltop</c>.</summary>
    public static IFollowedBoard Create(string board, IServiceProvider services)
    {
        var slash = board.IndexOf('/');
        return (IFollowedBoard)ActivatorUtilities.CreateInstance(services, Types[board[..slash]], board[(slash + 1)..]);
    }

    // Streams of other grains may have the same name as a kind of board.
    private static GrainRoute Route(string kind) => new($"board-{kind}", typeof(IBoardHost),
        (grains, id) => grains.GetGrain<IBoardHost>(GrainId.Create(FollowedBoardGrain.Type, $"{kind}/{id}")), [kind]);
}
