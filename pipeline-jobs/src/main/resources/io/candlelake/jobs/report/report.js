(function () {
  'use strict';

  var charts = JSON.parse(document.getElementById('chart-data').textContent);
  var plots = [];
  var dashes = [[], [6, 3], [2, 3]];
  var widths = [2, 1.5, 1.5];
  var numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function shown(value, unit) {
    return value == null ? '–' : written(value) + unit;
  }

  function written(value) {
    return numbers.format(value).replace('-', '\u2212');
  }

  function axis(unit) {
    return {
      stroke: colour('--quiet'),
      font: '11px system-ui, sans-serif',
      grid: { stroke: colour('--grid'), width: 1 },
      ticks: { stroke: colour('--grid'), width: 1 },
      size: unit === null ? undefined : 84,
      values: unit === null ? undefined : function (plot, splits) {
        return splits.map(function (value) { return value == null ? '' : written(value) + unit; });
      }
    };
  }

  function lines(chart, unit) {
    return chart.series.map(function (series, i) {
      return {
        label: series.name,
        stroke: colour('--line-' + (i + 1)),
        width: widths[i],
        dash: dashes[i],
        points: { show: false },
        value: function (plot, value) { return shown(value, unit); }
      };
    });
  }

  function data(chart) {
    return [chart.x].concat(chart.series.map(function (series) { return series.values; }));
  }

  function overTime(chart, unit, height, isLog) {
    var size = axis(null);
    delete size.size;
    delete size.values;
    return {
      height: height,
      tzDate: function (seconds) { return uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'); },
      scales: { y: isLog ? { distr: 3, log: 10 } : {} },
      series: [{ label: 'UTC day', value: '{YYYY}-{MM}-{DD}' }].concat(lines(chart, unit)),
      axes: [size, axis(unit)]
    };
  }

  function overShare(chart, xLabel, diagonal) {
    var series = lines(chart, '%').map(function (line) {
      line.points = { show: true, size: 6, fill: line.stroke };
      return line;
    });
    if (diagonal) {
      series.push({ label: 'Honest', stroke: colour('--line-3'), width: 1, dash: [2, 3],
        points: { show: false }, value: function (plot, value) { return shown(value, '%'); } });
    }
    return {
      height: 280,
      scales: { x: { time: false } },
      series: [{ label: xLabel, value: function (plot, value) { return shown(value, '%'); } }]
        .concat(series),
      axes: [Object.assign(axis('%'), { size: 36 }), axis('%')]
    };
  }

  var kinds = {
    equity: function (chart, isLog) { return [overTime(chart, '', 320, isLog), data(chart)]; },
    drawdown: function (chart) { return [overTime(chart, '%', 200, false), data(chart)]; },
    coverage: function (chart) { return [overShare(chart, 'Coverage', false), data(chart)]; },
    calibration: function (chart) {
      return [overShare(chart, 'Probability', true), data(chart).concat([chart.x])];
    }
  };

  function showLast(plot) {
    plot.setLegend({ idx: plot.data[0].length - 1 });
  }

  function showLastWhenOutside(plot) {
    if (plot.cursor.left < 0) {
      showLast(plot);
    }
  }

  function Plot(place) {
    this.place = place;
    this.name = place.getAttribute('data-chart');
    this.isLog = false;
    this.drawn = null;
  }

  Plot.prototype.draw = function () {
    if (this.drawn) {
      this.drawn.destroy();
    }
    var parts = kinds[this.name](charts[this.name], this.isLog);
    parts[0].width = this.place.clientWidth;
    parts[0].hooks = { ready: [showLast], setCursor: [showLastWhenOutside] };
    this.drawn = new uPlot(parts[0], parts[1], this.place);
  };

  Plot.prototype.fit = function () {
    var width = this.place.clientWidth;
    if (this.drawn && width > 0 && width !== this.drawn.width) {
      this.drawn.setSize({ width: width, height: this.drawn.height });
    }
  };

  function canBeLogarithmic(chart) {
    return chart.series.every(function (series) {
      return series.values.every(function (value) { return value > 0; });
    });
  }

  function addScaleButton(plot) {
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'scale';
    button.textContent = 'Logarithmic scale';
    button.addEventListener('click', function () {
      plot.isLog = !plot.isLog;
      button.textContent = plot.isLog ? 'Linear scale' : 'Logarithmic scale';
      plot.draw();
    });
    plot.place.parentNode.insertBefore(button, plot.place);
  }

  function drawAll() {
    plots.forEach(function (plot) { plot.draw(); });
  }

  Array.prototype.forEach.call(document.querySelectorAll('.plot'), function (place) {
    var plot = new Plot(place);
    plots.push(plot);
    if (plot.name === 'equity' && canBeLogarithmic(charts.equity)) {
      addScaleButton(plot);
    }
  });
  drawAll();

  window.addEventListener('resize', function () {
    plots.forEach(function (plot) { plot.fit(); });
  });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  window.addEventListener('beforeprint', function () {
    document.documentElement.classList.add('paper');
    drawAll();
  });
  window.addEventListener('afterprint', function () {
    document.documentElement.classList.remove('paper');
    drawAll();
  });
})();
